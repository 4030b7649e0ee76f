"""Home exercise program generator: a provider's findings in, a tailored printable program out."""

__version__ = "0.1.0"
