"""What the bytes of a file were when it last agreed with its row: then it need not be read again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0015_find_changed_quotes'),
    ]

    operations = [
        migrations.AddField(
            model_name='syncedtext',
            name='file_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
