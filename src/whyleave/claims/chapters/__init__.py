"""One module a chapter: the tests of its claims."""
