import { Type } from 'typebox';
import { API_VERSION } from '../model/api-version.ts';

/** What the shapes have in common. */
export const version = { apiVersion: Type.Literal(API_VERSION) };
export const time = (description: string) => Type.String({ format: 'date-time', description });
export const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
export const texts = Type.Array(Type.String());
