import Joi from 'joi';

/** Where a service serves its metrics. */
export interface MetricsConfig {
  /** Port of `GET /metrics`, bound to HOST. Absent: no metrics are collected. 0: any free port. */
  METRICS_PORT?: number;
}

/** Joi keys of {@link MetricsConfig}. */
export const metricsKeys = { METRICS_PORT: Joi.number().port() };
