variable "kubeconfig" {
  type        = string
  description = "Path of the kubeconfig."
}

variable "kube_context" {
  type        = string
  description = "Context in the kubeconfig."
}

variable "namespace" {
  type    = string
  default = "shop"
}

variable "secrets" {
  type        = map(map(string))
  description = "Keys and values of each Secret, by name, as deploy/helm/secrets.mjs prints them. From a secret store: never in a file of the repository."
  sensitive   = true
  ephemeral   = true
}

variable "secret_names" {
  type        = set(string)
  description = "Names of the Secrets: not secret, and known before the plan."
  default = [
    "shop-orderwire-shared",
    "shop-orderwire-provisioner",
    "shop-orderwire-client-gateway",
    "shop-orderwire-auth-ms",
    "shop-orderwire-products-ms",
    "shop-orderwire-orders-ms",
    "shop-orderwire-payments-ms",
    "shop-orderwire-notifications-ms",
    "shop-orderwire-invoices-ms",
    "shop-orderwire-shipping-ms",
    "shop-orderwire-insights-ms",
  ]
}

variable "secret_revision" {
  type        = number
  description = "Increase it to write changed secrets; then restart the services that read them."
  default     = 1
}

variable "values_files" {
  type        = list(string)
  description = "Values of the chart, the later ones over the earlier ones."
}
