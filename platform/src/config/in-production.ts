import type Joi from 'joi';

/** For joi's `custom`: whether the settings that are being checked say NODE_ENV=production. */
export const inProduction = ({ state }: Joi.CustomHelpers): boolean =>
  (state.ancestors[0] as { NODE_ENV?: string }).NODE_ENV === 'production';
