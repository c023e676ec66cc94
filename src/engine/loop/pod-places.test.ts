import { expect, it } from 'vitest';
import { Places } from '../places.ts';
import { PodPlaces } from './pod-places.ts';

const POD = 'pod/acme/agent';
const OTHER = 'pod/acme/other';

it('a pod keeps its place until it is given back', () => {
  const places = new Places(1);
  const pods = new PodPlaces(places);
  const leave = pods.take(POD, 'update');
  expect(pods.take(OTHER, 'update')).toBeUndefined();
  expect(pods.take(POD, 'update')).toBe(leave);
  pods.leave(POD);
  expect(pods.take(OTHER, 'update')).toBeDefined();
  leave?.();
  expect(places.isFull('update')).toBe(true);
});

it('only an update keeps its place over an end of its work that is none', () => {
  const places = new Places(1);
  const pods = new PodPlaces(places);
  pods.take(POD, 'update');
  pods.take(OTHER, 'heal');
  pods.pause(POD);
  pods.pause(OTHER);
  expect([places.isFull('update'), places.isFull('heal')]).toEqual([true, false]);
});

it('a place of another kind takes the place of the one that it had, where there is one', () => {
  const places = new Places(1);
  const pods = new PodPlaces(places);
  pods.take(POD, 'update');
  const heal = places.tryTake('heal');
  expect(pods.take(POD, 'heal')).toBeUndefined();
  expect(places.isFull('update')).toBe(true);
  heal?.();
  pods.take(POD, 'heal');
  expect([places.isFull('update'), places.isFull('heal')]).toEqual([false, true]);
});

it('nobody keeps a place who is not wanted any more', () => {
  const places = new Places(2);
  const pods = new PodPlaces(places);
  pods.take(POD, 'update');
  pods.take(OTHER, 'update');
  pods.keepOnly((subject) => subject === POD);
  expect(places.isFull('update')).toBe(false);
  expect(pods.take(OTHER, 'update')).toBeDefined();
});
