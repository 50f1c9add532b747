# What ctxkit triage needs of a deployment on Kubernetes.
# Every command only reads, and none reads a Secret, a ConfigMap or the environment of a container.
# Look through the files before you send them.
NAMESPACE=dify
RELEASE=dify
mkdir -p case/logs

# pods: their states, without what they are started with
kubectl get pods -n "$NAMESPACE" -o wide > case/pods.txt
kubectl get pods -n "$NAMESPACE" -o jsonpath='{range .items[*]}{"{\"kind\":\"Pod\",\"metadata\":{\"name\":\""}{.metadata.name}{"\"},\"status\":"}{.status}{"}\n"}{end}' > case/pods.json
kubectl get deployments,statefulsets,jobs,pvc -n "$NAMESPACE" > case/workloads.txt
kubectl get events -n "$NAMESPACE" --sort-by=.lastTimestamp > case/events.txt
kubectl get nodes > case/nodes.txt
helm history "$RELEASE" -n "$NAMESPACE" > case/helm-history.txt

# logs, and those of the run before of a container that was restarted
for pod in $(kubectl get pods -n "$NAMESPACE" -o name); do
  kubectl logs -n "$NAMESPACE" "$pod" --all-containers --since=24h > "case/logs/${pod#pod/}.log"
  kubectl logs -n "$NAMESPACE" "$pod" --all-containers --previous > "case/logs/${pod#pod/}-previous.log" 2> /dev/null || rm -f "case/logs/${pod#pod/}-previous.log"
done

# your values, the secrets in them hidden
sed -E '/^[[:space:]]*(- )?name:[[:space:]]*["'\'']?[A-Za-z0-9_]*([Kk]ey|KEY|[Ss]ecret|SECRET|[Pp]ass|PASS|PWD|[Tt]oken|TOKEN|[Cc]redential|CREDENTIAL|[Dd]sn|DSN|[Ss]alt|SALT|[Cc]onnectionString|CONNECTION_STRING|[Bb]ase64|BASE64)/{n;s/^([[:space:]]*value:[[:space:]]*).+/\1"***HIDDEN***"/;}; s/^([[:space:]]*(- )?["'\'']?[A-Za-z0-9_]*([Kk]ey|KEY|[Ss]ecret|SECRET|[Pp]ass|PASS|PWD|[Tt]oken|TOKEN|[Cc]redential|CREDENTIAL|[Dd]sn|DSN|[Ss]alt|SALT|[Cc]onnectionString|CONNECTION_STRING|[Bb]ase64|BASE64)[A-Za-z_0-9]*["'\'']?:[[:space:]]*)[^[:space:]{[].*/\1"***HIDDEN***"/; s/^([[:space:]]*)[A-Za-z0-9+\/]{20,}=*$/\1***HIDDEN***/; s#(://[^:/@ ]*):[^@ ]*@#\1:***HIDDEN***@#g' values.yaml > case/values.yaml

echo "what do the users see, since when, what was changed before?" > case/message.txt
tar -czf case.tar.gz case
