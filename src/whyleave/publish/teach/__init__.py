"""For teachers: exercises, editions for students and teachers, slides, handouts, grading.

``exercises`` reads the cells at the end of a chapter; everything else is made from what it returns.
``confined`` and ``grading`` run in the class environment, which has nbgrader and not Sphinx.
"""
