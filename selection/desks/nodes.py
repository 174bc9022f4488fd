"""Key nodes and objections of a campaign: what waits for those who watch, signing, objecting, answering."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import access_campaign
from campaigns.models import Campaign
from campaigns.pages import attempt, data_of, desk, refusals_of, tell
from oversight.forms import SignForm, WordsForm
from oversight.models import Objection, User
from oversight.pages import entry_lines
from oversight.rights import Right
from oversight.say import say_role
from oversight.signing import answer_objection, settle_objection
from scoring.access import access_node, access_objection
from scoring.actions.nodes import object_to, sign_node, subjects_of
from selection.queries.desk import Picture, entries_since, last_visit, picture_of
from selection.todo import tasks_of
from selection.watching import node_card, objection_line

FORM = ["GET", "HEAD", "POST"]
SHOWN = 20


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _page(campaign: Campaign, *crumbs: tuple[str, str], **context: Any) -> dict[str, Any]:
    url = reverse("nodes", args=[campaign.code])
    back = {"title": _("Key nodes and objections"), "url": url}
    way = [(_("Key nodes"), url if crumbs else ""), *crumbs]
    return desk(campaign, *way, back=back, **context)


@login_required
@require_safe
def nodes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the key nodes of a campaign with their evidence, the objections, and what happened since the last visit."""
    campaign, actor = access_campaign(request.user, code, to=Right.READ_LEDGER)
    user = _reader(request)
    picture = picture_of(campaign, user)
    watches = Right.SIGN_NODE in picture.rights
    since = last_visit(user) if watches else None
    context = _page(
        campaign,
        tasks=[task.shown for task in tasks_of(picture, user) if task.mine and _watching(task.right)],
        nodes=[node_card(picture, node, user) for node in picture.nodes],
        objections=[objection_line(picture, one, user) for one in reversed(picture.objections)],
        acts=_acts(picture),
        watches=watches,
        since=since,
        entries=entry_lines(entries_since([picture], since, SHOWN)) if since else None,
        role_title=say_role(actor.role),
    )
    return render(request, "desk/nodes.html", context)


def _watching(right: Right) -> bool:
    return right in (Right.SIGN_NODE, Right.RAISE_OBJECTION, Right.ANSWER_OBJECTION)


def _acts(picture: Picture) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = [{"title": _("Print"), "print": True}]
    if Right.RAISE_OBJECTION in picture.rights and picture.campaign.state == "running":
        url = reverse("objection_new", args=[picture.campaign.code])
        acts.append({"title": _("Raise an objection"), "url": url, "danger": True})
    return acts


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(FORM)
def node_sign(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """Sign a key node: its evidence beside, the signer shows again who he is."""
    campaign, found, actor = access_node(request.user, code, node, to=Right.SIGN_NODE)
    user = _reader(request)
    form = SignForm(data_of(request), user=user, initial={"digest": found.digest})
    if request.method == "POST" and form.is_valid() and form.confirmed is not None:
        given, confirmed = form.cleaned_data, form.confirmed
        refused = refusals_of(
            lambda: sign_node(
                campaign_id=campaign.pk, key=node, digest=given["digest"], by=actor, confirmed=confirmed,
                remark=given["remark"],
            )
        )  # fmt: skip
        if not refused:
            tell(request, campaign.log, actor, _("“%(node)s” is signed.") % {"node": found.title})
            return redirect("nodes", code)
        for sentence in refused:
            form.add_error(None, sentence)
    card = node_card(picture_of(campaign, user), found, user)
    blocked = [] if card["sign_url"] else [{"text": _blocked(card), "url": ""}]
    context = _page(
        campaign,
        (_("Sign"), ""),
        title=_("Sign “%(node)s”") % {"node": found.title},
        form=form,
        submit=_("Sign"),
        node={**card, "sign_url": ""},
        blocked=blocked,
        consequences=[
            _("You attest with your name that you have looked at what stands here."),
            _("Whatever is corrected afterwards is signed anew."),
        ],
        role_title=say_role(actor.role),
    )
    return render(request, "desk/node_sign.html", context)


def _blocked(card: dict[str, Any]) -> str:
    if card["state"] == "waiting":
        return _("The node is signed once all of its stages are sealed.")
    return _("Your signature is not asked for here, or it has been given.")


@login_required
@require_http_methods(FORM)
def objection_new(request: HttpRequest, code: str) -> HttpResponse:
    """Object to a stage or a key node; `about` in the address names it."""
    campaign, actor = access_campaign(request.user, code, to=Right.RAISE_OBJECTION)
    subjects = subjects_of(campaign)
    about = (request.POST if request.method == "POST" else request.GET).get("about", "")
    form = WordsForm(data_of(request), label=_("What you object to, and why"))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: object_to(campaign_id=campaign.pk, subject=about, text=text, by=actor),
            _("The objection is raised; what comes next waits until it is settled."),
        )
        if done:
            return redirect("nodes", code)
    context = _page(
        campaign,
        (_("Raise an objection"), ""),
        title=_("Raise an objection"),
        form=form,
        subjects=subjects.items(),
        about=about,
        submit=_("Raise the objection"),
        consequences=[
            _(
                "The next step is not taken before staff or the approver has answered and you have settled it."
            ),
            _("Your words stand in the ledger as a fingerprint; do not write identity numbers here."),
        ],
        role_title=say_role(actor.role),
    )
    return render(request, "desk/objection.html", context)


@login_required
@require_http_methods(FORM)
def objection_answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer an objection; until it is settled it may be answered anew."""
    campaign, objection, actor = access_objection(request.user, code, pk, to=Right.ANSWER_OBJECTION)
    form = WordsForm(data_of(request), label=_("Answer"), initial={"text": objection.answer})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: answer_objection(objection_id=pk, text=text, by=actor),
            _("The answer is given; %(name)s settles the objection.") % {"name": objection.name},
        )
        if done:
            return redirect("nodes", code)
    title = _("Answer an objection")
    return _asked(request, campaign, objection, title, _("Answer"), form=form)


@login_required
@require_http_methods(FORM)
def objection_settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Settle an objection: content with the answer, or taking it back."""
    campaign, objection, actor = access_objection(request.user, code, pk, to=Right.RAISE_OBJECTION)
    if request.method == "POST":
        done = attempt(
            request,
            campaign.log,
            actor,
            lambda: settle_objection(objection_id=pk, by=actor),
            _("The objection is settled."),
        )
        if done:
            return redirect("nodes", code)
    said = [_("It no longer stops anything. If the answer does not content you, leave it as it is.")]
    title = _("Settle an objection")
    return _asked(
        request, campaign, objection, title, pgettext("supervision", "Settle"), form=None, consequences=said
    )


def _asked(
    request: HttpRequest, campaign: Campaign, objection: Objection, title: str, submit: str, **context: Any
) -> HttpResponse:
    """Show an objection with what is asked about it."""
    user = _reader(request)
    line = objection_line(picture_of(campaign, user), objection, user)
    settled = [{"text": _("This objection has been settled already."), "url": ""}]
    page = _page(
        campaign,
        (title, ""),
        title=title,
        submit=submit,
        objections=[{**line, "answer_url": "", "settle_url": ""}],
        blocked=settled if objection.settled_at else None,
        **context,
    )
    return render(request, "desk/objection.html", page)
