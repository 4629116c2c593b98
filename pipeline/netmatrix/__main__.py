"""``python -m netmatrix`` is the ``netmatrix`` script."""

from netmatrix.cli import main

if __name__ == "__main__":
    main()
