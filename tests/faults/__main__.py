"""`python -m tests.faults`; every process of the campaign reads this file too, so it is empty."""

import sys

if __name__ == "__main__":
    from tests.faults.run import main

    sys.exit(main())
