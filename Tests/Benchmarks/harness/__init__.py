"""Measures segmentd beside its peers, in turns, on the same machine and the same data.

Read `results` (what a row gives), `turns` (how sides take turns), `rows` (what is measured, one
module per kind), `peers` (the libraries and services that we compare with), then what these use:
`worker` (a process that holds a peer and its data), `daemon` (segmentd and a connection to it),
`load` (the load generator), `data` (generated inputs), `equal` (results must agree before any time
counts) and `report` (RESULTS.md). Only `__main__` reads the command line.
"""
