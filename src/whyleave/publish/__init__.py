"""Making the book: run the notebooks, check the numbers in the text, build and publish the site.

Nothing here is imported by a notebook.
"""
