+ AfanasyPools 1.0 .
scripts: scripts
PYTHONPATH +:= ../python
