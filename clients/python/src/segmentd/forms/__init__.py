"""Rows in the forms that Python programs have them in, and answers in the same form.

One module per library, none of which is imported before rows of it come.
"""

from __future__ import annotations

from .base import Form, FormError
from .choose import form_of

__all__ = ["Form", "FormError", "form_of"]
