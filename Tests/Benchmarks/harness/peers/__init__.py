"""The libraries and services that we compare with, each as its documentation says is fastest.

Modules here are imported in the worker processes alone (`worker`).
"""
