"""Forms drawn with our field template everywhere."""

from django.forms.renderers import TemplatesSetting


class DesignRenderer(TemplatesSetting):
    """Label, hint, error and widget in KERN markup for every form of the house."""

    form_template_name = "design/forms/form.html"
    formset_template_name = "design/forms/formset.html"
    field_template_name = "design/forms/field.html"
