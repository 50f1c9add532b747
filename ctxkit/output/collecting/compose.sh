# What ctxkit triage needs of a deployment with Docker Compose, run in its folder.
# Every command only reads, and none reads the environment of a container.
# Look through the files before you send them.
mkdir -p case/logs

# containers: their states, without what they are started with
docker compose ps -a > case/ps.txt
docker inspect --format '{"Name":{{json .Name}},"State":{{json .State}},"RestartCount":{{.RestartCount}},"Config":{"Image":{{json .Config.Image}}}}' $(docker compose ps -aq) > case/inspect.json

# logs
for service in $(docker compose ps -a --services); do
  docker compose logs --no-color --since 24h "$service" > "case/logs/$service.log"
done

# your files, the secrets in them hidden
sed -E '/^([^=]*_)?(EXPIRES?|LENGTH|LIMIT|ENABLED?|MAX|MIN)(_[^=]*)?=|_(TYPE|STORE|PREFIX|FILENAME|INTERVAL|DURATION|SECONDS|MINUTES|DAYS)=/!s/^([#[:space:]]*(export )?[A-Za-z0-9_]*(KEY|SECRET|PASS|PWD|TOKEN|CREDENTIAL|DSN|SALT|CONNECTION_STRING|BASE64)[A-Za-z_0-9]*)=.+/\1=***HIDDEN***/; s/^[A-Za-z0-9+\/]{20,}=*["'\'']?$/***HIDDEN***/; s#(://[^:/@ ]*):[^@ ]*@#\1:***HIDDEN***@#g' .env > case/.env
for file in docker-compose.override.yaml docker-compose.override.yml; do
  test -f "$file" && sed -E 's/^([[:space:]]*- ["'\'']?[A-Za-z0-9_]*(KEY|SECRET|PASS|PWD|TOKEN|CREDENTIAL|DSN|SALT|CONNECTION_STRING|BASE64)[A-Za-z_0-9]*=).*[^"'\'']/\1***HIDDEN***/; s/^([[:space:]]*["'\'']?[A-Za-z0-9_]*(KEY|SECRET|PASS|PWD|TOKEN|CREDENTIAL|DSN|SALT|CONNECTION_STRING|BASE64)[A-Za-z_0-9]*["'\'']?:[[:space:]]+)[^[:space:]].*/\1"***HIDDEN***"/; s#(://[^:/@ ]*):[^@ ]*@#\1:***HIDDEN***@#g' "$file" > "case/$file"
done

echo "what do the users see, since when, what was changed before?" > case/message.txt
tar -czf case.tar.gz case
