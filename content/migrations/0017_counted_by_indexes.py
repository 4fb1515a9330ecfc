"""Articles in date, featured ones and entries of the directory are counted without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0016_digests_of_files'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='article_newest_first',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', '-published_at', 'title', 'review_due_on'], name='article_newest_by_state'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('is_featured', True)), fields=['state', '-published_at', 'title'], name='article_featured'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['taken_out', 'verified_on', 'region', 'is_sample'], name='listing_kept'),
        ),
    ]
