"""Operations that a trail holds only where data events are configured."""

import pytest

from dirsim.credentials.least_privilege.data_events import DATA_OPERATIONS

botocore_session = pytest.importorskip("botocore.session")

OTHER_MODELS = {"dynamodb": ("dynamodbstreams",)}
"""Services whose operations are those of several APIs."""

EVENT_NAMES = {"lambda": {"InvokeFunction"}}
"""Names that CloudTrail gives to operations which the API calls otherwise."""


@pytest.mark.parametrize("service", sorted(DATA_OPERATIONS))
def test_every_operation_exists(service):
    """Each name is an operation of the service, in the models that AWS publishes, or an event name of CloudTrail's own."""
    session = botocore_session.get_session()
    known = set(EVENT_NAMES.get(service, ()))
    for name in (service, *OTHER_MODELS.get(service, ())):
        known.update(session.get_service_model(name).operation_names)
    assert sorted(DATA_OPERATIONS[service] - known) == []
