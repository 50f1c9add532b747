"""Words of the platform around Dify's containers: Docker, Kubernetes, Helm, the browser, the kernel.

Not here: the words of packages inside the containers (`third_party_packages.py`).
"""

# ruff: noqa: E501 - a sample line stays whole

from __future__ import annotations

from ctxkit.dify import closed_components
from ctxkit.dify.third_party_row import OwnerByText

PLATFORM: tuple[OwnerByText, ...] = (
    OwnerByText(
        owner="Helm, possibly for another chart",
        signs=(
            "INSTALLATION FAILED",
            "UPGRADE FAILED",
            "helm.sh/",
            "coalesce.go:",
            "values don't meet the specifications of the schema",
            "found in Chart.yaml, but missing",
            ': executing "',
            "error calling include: ",
        ),
        sample='Error: INSTALLATION FAILED: timed out\nError: UPGRADE FAILED: timed out\nlabel helm.sh/chart is missing\ncoalesce.go:286: warning: cannot overwrite table\nError: values don\'t meet the specifications of the schema(s)\nError: found in Chart.yaml, but missing in charts/ directory: x\ntemplate: x.yaml:1: executing "x" at <y>\nerror calling include: no template',
        near_miss="the upgrade of the plugin failed",
        since="1.8.1",
        reference="https://helm.sh/docs/helm/helm_install/",
    ),
    OwnerByText(
        owner="Kubernetes",
        signs=(
            "nodes are available:",
            "FailedScheduling",
            "Back-off restarting failed container",
            "ImagePullBackOff",
            "ErrImagePull",
            "OOMKilled",
            "kubelet",
            "Readiness probe failed",
            "Liveness probe failed",
            "Startup probe failed",
            "FailedMount",
            "AttachVolume.",
            "MountVolume.",
            "Multi-Attach error for volume",
            "CrashLoopBackOff",
        ),
        sample='0/3 nodes are available: 3 Insufficient memory\nWarning  FailedScheduling  default-scheduler\nBack-off restarting failed container api\nReason: ImagePullBackOff\nReason: ErrImagePull\nReason: OOMKilled\nkubelet  Pulling image\nReadiness probe failed: connection refused\nLiveness probe failed: connection refused\nStartup probe failed: connection refused\nWarning  FailedMount  5m\nAttachVolume.Attach failed\nMountVolume.SetUp failed\nMulti-Attach error for volume "pvc-1"\nReason: CrashLoopBackOff',
        near_miss="no nodes are available in this workflow",
        since="1.8.1",
        reference="https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",
    ),
    *(
        OwnerByText(
            owner=row.owner,
            signs=row.names,
            pattern=rf"(?:{'|'.join(row.names)})(?!-svc|\.\w)",  # others call it by that name
            sample="\n".join(f"{name} is starting" for name in row.names),
            near_miss="the enterprise license of this workspace has expired",
            since=row.since,
            reference=row.reference,
        )
        for row in closed_components.CLOSED_COMPONENTS
        if row.names
    ),
    OwnerByText(
        owner="Docker",
        signs=(
            "Error response from daemon",
            "failed to solve: ",
            "dockerd[",
            "Handler for POST /v1.",
            "pull access denied for",
            "manifest unknown",
            "toomanyrequests: ",
            "Cannot connect to the Docker daemon",
        ),
        sample="Error response from daemon: conflict\nERROR: failed to solve: process did not complete\ndockerd[812]: ready\nHandler for POST /v1.47/containers/x returned error\npull access denied for a/b\nmanifest unknown: not found\ntoomanyrequests: You have reached your limit\nCannot connect to the Docker daemon at unix:///var/run/docker.sock",
        near_miss="error response from the plugin daemon",
        since="1.8.1",
        reference="https://docs.docker.com/engine/daemon/troubleshoot/",
    ),
    OwnerByText(
        owner="the browser",
        signs=(
            "violates the following Content Security Policy",
            "has been blocked by CORS policy",
            "net::ERR_",
        ),
        sample="Refused to load the script because it violates the following Content Security Policy directive\nAccess to fetch has been blocked by CORS policy\nGET http://a/ net::ERR_CONNECTION_REFUSED",
        near_miss="the CORS policy of this app has been changed",
        since="1.8.1",
        reference="https://developer.mozilla.org/en-US/docs/Web/HTTP/CORS",
    ),
    OwnerByText(
        owner="a browser extension",
        signs=(
            "message channel closed before a response",
            "message port closed before a response",
            "runtime.lastError",
            "chrome-extension://",
            "moz-extension://",
            "content_script.js",
            "contentscript.js",
        ),
        sample="the message channel closed before a response was received\nThe message port closed before a response was received.\nUnchecked runtime.lastError: no receiver\nchrome-extension://abc/x.js\nmoz-extension://abc/x.js\ncontent_script.js:1 ready\ncontentscript.js:1 ready",
        near_miss="the channel closed before a response of the model",
        since="1.8.1",
        reference="https://developer.chrome.com/docs/extensions/develop/concepts/messaging",
    ),
    OwnerByText(
        owner="the JavaScript engine of the browser or Node.js (the stack below it has the place)",
        signs=("Cannot read properties of ", " is not a function", " is not defined"),
        # Python says `name 'x' is not defined`, and raises NameError.
        pattern=r"Cannot read properties of (?:undefined|null)\b"
        r"|(?m:^|: )(?:\(intermediate value\))?[\w$.\[\]()]{1,200} is not a function(?![\w ])"
        r"|ReferenceError: [\w$.]{1,200} is not defined",
        sample="Uncaught TypeError: Cannot read properties of undefined (reading 'length')\nTypeError: e.some is not a function\nReferenceError: structuredClone is not defined",
        near_miss="the setting tenant_id is not defined",
        since="1.8.1",
        reference="https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Errors",
    ),
    OwnerByText(
        owner="containerd",
        signs=(
            "shim disconnected",
            "copy shim log",
            'level=info msg="shim ',
            "namespace=k8s.io",
            "namespace=moby",
        ),
        sample='cleaning up after shim disconnected\ncopy shim log error\nlevel=info msg="shim reaped"\nid=x namespace=k8s.io\nid=x namespace=moby',
        near_miss="the shim was disconnected",
        since="1.8.1",
        reference="https://github.com/containerd/containerd/blob/main/docs/getting-started.md",
    ),
    OwnerByText(
        owner="Docker Compose",
        signs=(
            "dependency failed to start: container",
            "port is already allocated",
            "variable is not set. Defaulting to a blank string",
            "nvalid interpolation format for",
            "was pulled in as a dependency of service",
            " depends on undefined service ",
            " refers to undefined ",
            "o such service: ",
            "optional dependency ",
            "env file ",
            " in variable name",
            "unterminated quoted value ",
            "key cannot contain a space",
            "error while interpolating ",
            "services.",
            "no configuration file provided: not found",
            "additional properties '",
            "invalid hostPort: ",
        ),
        pattern=r"port is already allocated|dependency failed to start|is not set\. Defaulting|nvalid interpolation format|was pulled in as|undefined service|refers to undefined \w|(?m:^)(?:ERROR: )?[Nn]o such service: |optional dependency \S{1,80} (?:failed to start|is not )|env file \S{1,300} not found"
        r"|unexpected character .{1,9} in variable name|unterminated quoted value|key cannot contain a space|error while interpolating"
        r"|services\.[\w.-]{1,200} (?:must be|value must|array items|[aA]dditional propert)|no configuration file provided|additional properties '|invalid hostPort: ",
        sample='dependency failed to start: container docker-db-1 is unhealthy\nBind for 0.0.0.0:80 failed: port is already allocated\nThe "X" variable is not set. Defaulting to a blank string.\ninvalid interpolation format for services.api'
        '\nService "a" was pulled in as a dependency of service "b" but is not enabled\nservice "a" depends on undefined service "b"\nservice "a" refers to undefined network b\nno such service: a\nSkipped: optional dependency "a" failed to start\nenv file /srv/.env not found'
        '\nunexpected character "%" in variable name near "x"\nline 2: unterminated quoted value "b\nline 2: key cannot contain a space\nerror while interpolating services.a.image: x\nservices.a.ports must be a array'
        "\nno configuration file provided: not found\nadditional properties 'x' not allowed\ninvalid hostPort: abc",
        near_miss="the variable is not set in this workflow",
        since="1.8.1",
        reference="https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/",
    ),
    OwnerByText(
        owner="Python (a name that the code it ran lacks)",
        signs=("' is not defined",),
        pattern=r"\bname '\w{1,100}' is not defined",
        sample="NameError: name 'crow' is not defined",
        near_miss="the name of the tenant is not defined",
        since="1.8.1",
        reference="https://docs.python.org/3/library/exceptions.html#NameError",
    ),
    OwnerByText(
        owner="the shell",
        signs=("setlocale: LC_ALL: cannot change locale",),
        sample="warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)",
        near_miss="cannot change the locale of this account",
        since="1.8.1",
        reference="https://www.gnu.org/software/bash/manual/bash.html",
    ),
    OwnerByText(
        owner="Envoy (a service mesh or gateway)",
        signs=("upstream connect error or disconnect/reset before headers",),
        sample="upstream connect error or disconnect/reset before headers. reset reason: overflow",
        near_miss="upstream connect error in the model's provider",
        since="1.8.1",
        reference="https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
    ),
    OwnerByText(
        owner="the Linux kernel",
        signs=("Out of memory: Killed process", "oom-kill:", " segfault at "),
        sample="Out of memory: Killed process 812 (python)\noom-kill:constraint=CONSTRAINT_MEMCG\npython[812]: segfault at 0 ip 00007f",
        near_miss="Out of memory: the worker of letter 7 was restarted",
        since="1.8.1",
        reference="https://docs.kernel.org/admin-guide/mm/concepts.html",
    ),
    OwnerByText(
        owner="curl",
        signs=("curl: (",),
        sample="curl: (7) Failed to connect to api port 5001",
        near_miss="curl of the request: see below",
        since="1.8.1",
        reference="https://curl.se/libcurl/c/libcurl-errors.html",
    ),
    OwnerByText(
        owner="a Java program",
        signs=("java.lang.",),
        sample="java.lang.OutOfMemoryError: Java heap space",
        near_miss="the java language of this code node",
        since="1.8.1",
        reference="https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/package-summary.html",
    ),
)
