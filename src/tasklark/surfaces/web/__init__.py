"""The web app as a surface: it speaks in pages, which ask the REST surface for all else."""
