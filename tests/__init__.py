"""The tests. They mirror the rooms of the program; lab/ has what starts real servers."""
