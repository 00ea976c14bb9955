"""Leaves out scripts of extensions that the book does not use: remote code, toggle buttons."""

UNUSED = ("sphinx_thebe", "sphinx_togglebutton")


def setup(app):
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            one for one in listeners if not one.handler.__module__.startswith(UNUSED)
        ]
    for files in (app.registry.css_files, app.registry.js_files):
        files[:] = [f for f in files if not any(n in str(f[0]) for n in ("thebe", "togglebutton"))]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
