import { sessionCookie } from '../session-cookie.ts';

/** On the pod's own host. */
export const CUSTOMER_COOKIE = sessionCookie('agentpod');
