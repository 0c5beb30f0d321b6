# Namespace, Secrets and release of Orderwire. PostgreSQL, NATS and the cluster exist already.
terraform {
  # Write-only arguments: Terraform or OpenTofu 1.11.
  required_version = ">= 1.11"
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.38"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.0"
    }
  }
}

provider "kubernetes" {
  config_path    = var.kubeconfig
  config_context = var.kube_context
}

provider "helm" {
  kubernetes = {
    config_path    = var.kubeconfig
    config_context = var.kube_context
  }
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = var.namespace
    labels = {
      "pod-security.kubernetes.io/enforce" = "restricted"
    }
  }
}

# The values are written to the cluster and never to the state. A new secret_revision writes them again.
resource "kubernetes_secret_v1" "service" {
  for_each = var.secret_names

  metadata {
    name      = each.key
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  data_wo          = var.secrets[each.key]
  data_wo_revision = var.secret_revision
}

resource "helm_release" "shop" {
  name      = "shop"
  namespace = kubernetes_namespace_v1.shop.metadata[0].name
  chart     = "${path.module}/../helm/orderwire"
  values    = [for file in var.values_files : file(file)]
  atomic    = true
  timeout   = 1200

  depends_on = [kubernetes_secret_v1.service]
}
