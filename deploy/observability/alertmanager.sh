# Starts Alertmanager with ALERT_WEBHOOK_URL as the URL of its receiver.
set -eu
url=$(printf %s "${ALERT_WEBHOOK_URL:-http://127.0.0.1:9/}" | sed 's/[\\&|]/\\&/g')
sed "s|http://127.0.0.1:9/|$url|" /etc/orderwire/alertmanager.yml >/tmp/alertmanager.yml
exec /bin/alertmanager --config.file=/tmp/alertmanager.yml --storage.path=/alertmanager
