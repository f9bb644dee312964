"""What counts as an error of the server: a status of 500 or more, an answer that is none, an error without a code, or a defect."""

import schemathesis


@schemathesis.check
def no_server_error(ctx, response, case):
    assert response.status_code < 500, f"status {response.status_code}"
    answer = response.json()
    assert "data" in answer or answer.get("errors"), "neither data nor errors"
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code, f"an error without a code: {error}"
        assert code != "INTERNAL_SERVER_ERROR", error
