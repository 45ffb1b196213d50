"""Who asks without an account: one address, or one home's share of IPv6."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """What those who ask from one place share: of IPv6 the first 64 bits, of which a home
    or a phone has all the rest; else the address."""
    said = str(get_adapter().get_client_ip(request))
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if not isinstance(address, IPv6Address):
        return said
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    # Without a zone (%eth0), which no network has.
    return str(IPv6Network((int(address), 64), strict=False))
