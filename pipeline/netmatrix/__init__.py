"""netmatrix: papers on neuroendocrine neoplasms in, an evidence matrix out."""

__version__ = "0.1.0"
