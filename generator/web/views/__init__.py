"""The screens of the page, one blueprint a module."""
