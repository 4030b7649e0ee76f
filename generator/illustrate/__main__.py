"""`python -m generator.illustrate draw FILE.yaml -o FOLDER`: the drawings of one file."""

from generator.illustrate.build import main

if __name__ == "__main__":
    main()
