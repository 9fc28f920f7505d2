"""Addresses of the network in the workspace: organisations, contact log, exchange groups."""

from django.urls import URLPattern, URLResolver, path

from strahlkraft.office.views import contacts, groups, network, organisations

network_patterns: list[URLPattern | URLResolver] = [
    path("netzwerk/", network.overview, name="network"),
    path("netzwerk/wissen/", network.knowing, name="knowing"),
    path("netzwerk/doppelt/", network.possible_duplicates, name="possible_duplicates"),
    path("organisationen/", organisations.organisation_list, name="organisations"),
    path("organisation-anlegen/", organisations.create, name="create_organisation"),
    path("organisationen/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisationen/<slug:slug>/bearbeiten/", organisations.edit, name="edit_organisation"),
    path("organisationen/<slug:slug>/person/", organisations.name_person, name="name_person"),
    path("organisationen/<slug:slug>/person/<int:pk>/entfernen/", organisations.withdraw_consent, name="erase_person"),
    path("organisationen/<slug:slug>/wissen/", organisations.add_expertise, name="add_expertise"),
    path(
        "organisationen/<slug:slug>/wissen/<int:pk>/entfernen/", organisations.remove_expertise, name="strike_expertise"
    ),
    path("organisationen/<slug:slug>/zusammenfuehren/", organisations.merge, name="merge_organisation"),
    path("organisationen/<slug:slug>/trennen/", organisations.unmerge, name="unmerge_organisation"),
    path("kontakte/", contacts.log, name="contact_log"),
    path("kontakt-eintragen/", contacts.create, name="log_contact"),
    path("kontakte/<slug:code>/", contacts.show, name="contact_entry"),
    path("kontakte/<slug:code>/berichtigen/", contacts.correct, name="correct_contact"),
    path("kontakte/<slug:code>/erledigt/", contacts.finish, name="finish_step"),
    path("austauschgruppen/", groups.group_list, name="groups"),
    path("austauschgruppe-anlegen/", groups.create, name="create_group"),
    path("austauschgruppen/<slug:slug>/", groups.group, name="group"),
    path("austauschgruppen/<slug:slug>/bearbeiten/", groups.edit, name="edit_group"),
    path("austauschgruppen/<slug:slug>/beenden/", groups.end, name="end_group"),
    path("austauschgruppen/<slug:slug>/mitglieder/", groups.add_member, name="add_group_member"),
    path("austauschgruppen/<slug:slug>/mitglieder/<int:pk>/beenden/", groups.end_member, name="end_group_member"),
    path("austauschgruppen/<slug:slug>/treffen/", groups.plan_meeting, name="plan_group_meeting"),
    path("austauschgruppen/<slug:slug>/treffen/<int:pk>/", groups.meeting, name="group_meeting"),
    path("austauschgruppen/<slug:slug>/dokumente/", groups.share, name="share_with_group"),
    path("austauschgruppen/<slug:slug>/dokumente/<int:pk>/datei/", groups.download, name="group_file"),
    path("austauschgruppen/<slug:slug>/dokumente/<int:pk>/entfernen/", groups.unshare, name="unshare_with_group"),
    path("austauschgruppen/<slug:slug>/brief/", groups.write, name="write_to_group"),
    path("austauschgruppen/<slug:slug>/briefe/<int:pk>/", groups.mailing, name="group_mailing"),
]
