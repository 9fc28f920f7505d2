"""Commands over accounts and roles."""

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from strahlkraft.accounts import actions, rules
from strahlkraft.accounts.models import User
from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused


@click.command()
@click.option("--markdown", is_flag=True, help="Print a Markdown table.")
def roles(*, markdown: bool) -> None:
    """Print who may do what: the table of roles and rights."""
    click.echo(rules.table_as_markdown() if markdown else rules.table_as_text())


@click.command("demo-users")
def demo_users() -> None:
    """Create one visibly fictitious user per role for trying out (never in production)."""
    try:
        users = actions.create_demo_users(by=SYSTEM, at=now())
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    for user in users:
        click.echo(f"{user.role:<14} {user.email:<44} {user.password}")


@click.command("create-admin")
@click.argument("email")
@click.option("--name", prompt="Display name", help="Name shown in the trail.")
@click.password_option(help="At least 12 characters; asked for when left out.")
def create_admin(email: str, name: str, password: str) -> None:
    """Create the first account of the administration."""
    try:
        validate_password(password, User(email=email, display_name=name))
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from refused
    try:
        user = actions.create_user(by=SYSTEM, at=now(), email=email, display_name=name, password=password)
        actions.grant_role(by=SYSTEM, at=now(), user=user, role=rules.Role.ADMIN)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{user.email} can sign in at /anmelden/.")
