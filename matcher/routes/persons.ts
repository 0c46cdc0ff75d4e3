import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from '../auth.ts';
import type { Persons } from '../persons.ts';
import { readQuery } from '../reading.ts';
import { Refusal } from '../refusal.ts';
import { galleryQuery, plainQuery } from '../request.ts';

export interface PersonsRoutes {
  auth: Auth;
  /** The gallery's own name, beside `ALL`. */
  galleryId: string;
  /** @throws Refusal unavailable while the gallery is loaded */
  persons: () => Persons;
}

type OfPerson = { Params: { personId: string } };
type OfEncounter = { Params: { personId: string; encounterId: string } };

/** OSIA's people, their encounters and the galleries they are in. */
export function persons(app: FastifyInstance, { auth, galleryId, persons: serving }: PersonsRoutes): void {
  const of = (scope: string) => ({
    onRequest: async (request: FastifyRequest): Promise<void> => auth.require(request, scope),
    preValidation: async ({ method, query, url }: FastifyRequest): Promise<void> => void readQuery(method === 'GET' && url.startsWith('/v1/galleries/') ? galleryQuery : plainQuery, query),
  });
  const [reading, writing, galleries] = [of('abis.encounter.read'), of('abis.encounter.write'), of('abis.gallery.read')];

  app.post<OfEncounter>('/v1/persons/:personId/encounters/:encounterId', writing, async ({ params: { personId, encounterId }, body }, reply) => {
    const repeat = await serving().create(personId, encounterId, (body ?? Buffer.alloc(0)) as Buffer);
    if (repeat) reply.header('idempotent-replay', 'true');
    return { personId, encounterId };
  });

  app.get<OfPerson>('/v1/persons/:personId/encounters', reading, async ({ params: { personId } }) => [serving().read(personId)]);

  app.get<OfEncounter>('/v1/persons/:personId/encounters/:encounterId', reading, async ({ params }) => encounterOf(serving(), params));

  app.delete<OfEncounter>('/v1/persons/:personId/encounters/:encounterId', writing, async ({ params }, reply) => {
    encounterOf(serving(), params);
    await serving().remove(params.personId);
    return reply.code(204).send();
  });

  app.delete<OfPerson>('/v1/persons/:personId', writing, async ({ params: { personId } }, reply) => {
    await serving().remove(personId);
    return reply.code(204).send();
  });

  app.get('/v1/galleries', galleries, async () => [galleryId]);

  app.get<{ Params: { galleryId: string } }>('/v1/galleries/:galleryId', galleries, async ({ params, query }) => {
    if (params.galleryId !== galleryId && params.galleryId !== 'ALL') throw new Refusal('unknown');
    const { offset, limit } = readQuery(galleryQuery, query);
    return serving().list(offset, limit);
  });
}

/** @throws Refusal unknown */
function encounterOf(people: Persons, { personId, encounterId }: { personId: string; encounterId: string }): unknown {
  const encounter = people.read(personId);
  if (encounter.encounterId !== encounterId) throw new Refusal('unknown');
  return encounter;
}
