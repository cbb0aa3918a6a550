"""Kyungpook National University: the switching board of the CMS LGAD probe card."""
