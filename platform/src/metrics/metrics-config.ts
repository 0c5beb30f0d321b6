import Joi from 'joi';

/** Where a service shows its metrics. */
export interface MetricsConfig {
  /** Port of `GET /metrics`, bound to HOST; absent: no metrics, and none are collected. 0 takes a free one. */
  METRICS_PORT?: number;
}

/** joi keys of {@link MetricsConfig}. */
export const metricsKeys = { METRICS_PORT: Joi.number().port() };
