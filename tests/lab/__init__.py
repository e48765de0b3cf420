"""A small private network to try virt-fcgi on: see README.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder."""
