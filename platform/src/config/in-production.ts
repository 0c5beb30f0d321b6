import Joi from 'joi';

/** For Joi's `custom`: whether the validated environment has NODE_ENV=production. */
export const inProduction = ({ state }: Joi.CustomHelpers): boolean =>
  (state.ancestors[0] as { NODE_ENV?: string }).NODE_ENV === 'production';

/** Required in production; elsewhere this default: what other parties see must be real. */
export const requiredInProduction = (schema: Joi.StringSchema, value: string): Joi.Schema =>
  schema.when('NODE_ENV', {
    is: 'production',
    then: Joi.required(),
    otherwise: Joi.any().default(value),
  });
