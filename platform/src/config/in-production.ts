import type Joi from 'joi';

/** For Joi's `custom`: whether the validated environment has NODE_ENV=production. */
export const inProduction = ({ state }: Joi.CustomHelpers): boolean =>
  (state.ancestors[0] as { NODE_ENV?: string }).NODE_ENV === 'production';
