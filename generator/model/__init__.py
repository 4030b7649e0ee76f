"""The domain, frozen and without input or output; one module a subject."""
