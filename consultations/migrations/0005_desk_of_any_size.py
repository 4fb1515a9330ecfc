"""What the desk, its record and the purge look for is found by an index, however much is closed and kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0004_emergency_access'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='consultationrequest',
            name='consultation_queue',
        ),
        migrations.AddIndex(
            model_name='consultationevent',
            index=models.Index(fields=['at'], name='event_at'),
        ),
        migrations.AddIndex(
            model_name='consultationevent',
            index=models.Index(fields=['actor', 'number'], name='event_by_person'),
        ),
        migrations.AddIndex(
            model_name='consultationrequest',
            index=models.Index(fields=['closed_at', 'reply_by'], name='consultation_open_or_closed'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['sent_at'], name='mail_sent'),
        ),
    ]
