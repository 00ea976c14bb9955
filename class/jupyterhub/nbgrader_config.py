"""For /etc/jupyter/nbgrader_config.py: which course, and where work is exchanged."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "why-innovation-leaves"
c.Exchange.root = "/srv/nbgrader/exchange"
