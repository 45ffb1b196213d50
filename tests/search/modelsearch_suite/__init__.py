"""The test suite of django-modelsearch over our backends, in a process of its own.

`tests/search/test_modelsearch_suite.py` runs it: it needs other settings and other
models than the site.
"""
