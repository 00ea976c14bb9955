"""nbgrader's settings for this course. ``make release`` and ``make grade`` use them too."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "why-innovation-leaves"
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
# A student's code runs in a kernel that can read the data and write to a folder of its own alone.
# Without `make grade`, which puts kernels/ on the path, there is no such kernel and nothing runs.
c.Execute.kernel_name = "whyleave-confined"
c.Execute.timeout = 60  # seconds for one cell
c.Execute.interrupt_on_timeout = True
c.LimitOutput.max_lines = 200
c.LimitOutput.max_traceback = 40
# Late work is marked and said to be late. To give no points for it, write "zero".
c.LateSubmissionPlugin.penalty_method = "none"
# JupyterHub: where released and handed-in work is exchanged, the same folder for all accounts.
# c.Exchange.root = "/srv/nbgrader/exchange"
