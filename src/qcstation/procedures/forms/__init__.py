"""Tests that are forms: a specification file says what a person enters, what is made of it and what is allowed."""

from .definition import Form, load_form
from .procedure import FormProcedure, form_procedure, recorded_form

__all__ = ["Form", "FormProcedure", "form_procedure", "load_form", "recorded_form"]
