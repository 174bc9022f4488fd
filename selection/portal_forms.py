"""The form of the public portal: a file to compare with what was published."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _


class PaperForm(forms.Form):
    """A file that claims to be a published notice."""

    file = forms.FileField()

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than any notice may be."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(most)s MB; no notice is.")
                % {"most": settings.UPLOAD_MAX_BYTES // 2**20}
            )
        return file
