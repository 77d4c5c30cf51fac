"""Amazon API Gateway permissions: HTTP verbs as actions, URL paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from dirsim.credentials.policy.record import text

_VERBS = (
    ("Get", "GET"), ("Export", "GET"), ("List", "GET"), ("Create", "POST"), ("Generate", "POST"), ("ImportRestApi", "POST"),
    ("ImportApiKeys", "POST"), ("ImportApi", "POST"), ("ImportDocumentationParts", "PUT"), ("ReimportApi", "PUT"),
    ("TestInvoke", "POST"), ("Put", "PUT"), ("Update", "PATCH"), ("Delete", "DELETE"), ("Flush", "DELETE"),
    ("Reset", "DELETE"), ("TagResource", "PUT"), ("UntagResource", "DELETE"), ("Reject", "POST"), ("Publish", "POST"),
    ("Disable", "DELETE"), ("Preview", "PUT"),
)  # fmt: skip
_REST = "/restapis/{restApiId}"
_METHOD = f"{_REST}/resources/{{resourceId}}/methods/{{httpMethod}}"
_PATHS: Mapping[str, str] = {
    "Account": "/account",
    "ApiKey": "/apikeys/{apiKey}",
    "Authorizer": f"{_REST}/authorizers/{{authorizerId}}",
    "BasePathMapping": "/domainnames/{domainName}/basepathmappings/{basePath}",
    "ClientCertificate": "/clientcertificates/{clientCertificateId}",
    "Deployment": f"{_REST}/deployments/{{deploymentId}}",
    "DocumentationPart": f"{_REST}/documentation/parts/{{documentationPartId}}",
    "DocumentationVersion": f"{_REST}/documentation/versions/{{documentationVersion}}",
    "DomainName": "/domainnames/{domainName}",
    "DomainNameAccessAssociation": "/domainnameaccessassociations/{domainNameAccessAssociationArn}",
    "Export": f"{_REST}/stages/{{stageName}}/exports/{{exportType}}",
    "GatewayResponse": f"{_REST}/gatewayresponses/{{responseType}}",
    "Integration": f"{_METHOD}/integration",
    "IntegrationResponse": f"{_METHOD}/integration/responses/{{statusCode}}",
    "Method": _METHOD,
    "InvokeMethod": _METHOD,
    "InvokeAuthorizer": f"{_REST}/authorizers/{{authorizerId}}",
    "MethodResponse": f"{_METHOD}/responses/{{statusCode}}",
    "Model": f"{_REST}/models/{{modelName}}",
    "ModelTemplate": f"{_REST}/models/{{modelName}}/default_template",
    "RequestValidator": f"{_REST}/requestvalidators/{{requestValidatorId}}",
    "Resource": f"{_REST}/resources/{{resourceId}}",
    "RestApi": _REST,
    "Sdk": f"{_REST}/stages/{{stageName}}/sdks/{{sdkType}}",
    "SdkType": "/sdktypes/{sdkType}",
    "Stage": f"{_REST}/stages/{{stageName}}",
    "StageCache": f"{_REST}/stages/{{stageName}}/cache/data",
    "StageAuthorizersCache": f"{_REST}/stages/{{stageName}}/cache/authorizers",
    "Tag": "/tags/{resourceArn}",
    "Usage": "/usageplans/{usagePlanId}/usage",
    "UsagePlan": "/usageplans/{usagePlanId}",
    "UsagePlanKey": "/usageplans/{usagePlanId}/keys/{keyId}",
    "VpcLink": "/vpclinks/{vpcLinkId}",
}
_HTTP = "/apis/{apiId}"
_HTTP_PATHS: Mapping[str, str] = {
    "AccessLogSetting": f"{_HTTP}/stages/{{stageName}}/accesslogsettings",
    "Api": _HTTP,
    "ApiMapping": "/domainnames/{domainName}/apimappings/{apiMappingId}",
    "Authorizer": f"{_HTTP}/authorizers/{{authorizerId}}",
    "AuthorizersCache": f"{_HTTP}/stages/{{stageName}}/cache/authorizers",
    "CorsConfiguration": f"{_HTTP}/cors",
    "Deployment": f"{_HTTP}/deployments/{{deploymentId}}",
    "Integration": f"{_HTTP}/integrations/{{integrationId}}",
    "IntegrationResponse": f"{_HTTP}/integrations/{{integrationId}}/integrationresponses/{{integrationResponseId}}",
    "Model": f"{_HTTP}/models/{{modelId}}",
    "ModelTemplate": f"{_HTTP}/models/{{modelId}}/template",
    "Route": f"{_HTTP}/routes/{{routeId}}",
    "RouteRequestParameter": f"{_HTTP}/routes/{{routeId}}/requestparameters/{{requestParameterKey}}",
    "RouteResponse": f"{_HTTP}/routes/{{routeId}}/routeresponses/{{routeResponseId}}",
    "RouteSetting": f"{_HTTP}/stages/{{stageName}}/routesettings/{{routeKey}}",
    "Stage": f"{_HTTP}/stages/{{stageName}}",
}
_ONLY_HTTP = frozenset(_HTTP_PATHS) - frozenset(_PATHS)
_ASIDE = re.compile(
    r"^(Get|Export|List|Create|Generate|Reimport|Import|Test|Put|Update|Delete|Flush|Reset|Reject|Publish)"
)
_FIELD = re.compile(r"\{(\w+)\}")


def verb(operation: str) -> str:
    """The HTTP verb of an operation, which is its action; empty for an unknown operation."""
    return next((word for start, word in _VERBS if operation.startswith(start)), "")


def path(operation: str, request: Mapping[str, Any]) -> str:
    """The path of an operation, with ``*`` for parts absent from the request; empty if the operation is unknown."""
    if operation in {"TagResource", "UntagResource"} or operation == "GetTags":
        return f"/tags/{quote(text(request.get('resourceArn')), safe='') or '*'}"
    noun = _ASIDE.sub("", operation)
    if noun == "DocumentationParts" and operation.startswith("Import"):
        return _filled(f"{_REST}/documentation/parts", request)
    if noun == "ApiKeys" and operation.startswith("Import"):
        return "/apikeys"
    single, several = _single(noun)
    template = _template(single, request)
    if not template:
        return ""
    creates = operation.startswith(("Create", "Generate", "Import"))
    if (several and operation.startswith(("Get", "List"))) or creates:
        template = template.rpartition("/")[0]
    return _filled(template, request)


def _single(noun: str) -> tuple[str, bool]:
    known = _PATHS.keys() | _HTTP_PATHS.keys()
    if noun in known:
        return noun, False
    if noun.endswith("s") and noun[:-1] in known:
        return noun[:-1], noun[:-1] not in {"Tag", "AccessLogSetting", "RouteSetting"}
    return noun, False


def _template(noun: str, request: Mapping[str, Any]) -> str:
    if noun in _ONLY_HTTP or (text(request.get("apiId")) and noun in _HTTP_PATHS):
        return _HTTP_PATHS[noun]
    return _PATHS.get(noun, "")


def _filled(template: str, request: Mapping[str, Any]) -> str:
    found = {key.lower(): value for key, value in request.items() if isinstance(value, str)}
    return _FIELD.sub(lambda field: quote(found.get(field[1].lower(), ""), safe="$") or "*", template)
