exec(open("/tmp/w/stubcov.py").read())
