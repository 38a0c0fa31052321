// What a maker's own server has to do, in plain Node: PLATFORM=http://127.0.0.1:8080 APP_ID=… APP_SECRET=… node server.mjs
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const { PLATFORM, APP_ID, APP_SECRET, PORT = '3000', DOOR = 'door-1', MODEL = 'doors' } = process.env
const DOORS = [{ sn: DOOR, modelId: MODEL, name: 'Front door' }]
const pushTokens = {}
const users = new Map() // who is logged in, by session

let token = { untilMs: 0, accessToken: '' }
async function appToken() {
  if (Date.now() > token.untilMs) {
    const body = JSON.stringify({ grantType: 'clientCredentials', clientId: APP_ID, clientSecret: APP_SECRET })
    const got = await (await fetch(`${PLATFORM}/v1/tokens`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).json()
    if (!got.accessToken) throw new Error(got.errMsg)
    token = { accessToken: got.accessToken, untilMs: Date.now() + got.expiresInMs - 60_000 }
  }
  return token.accessToken
}

async function platform(path, body) {
  const headers = { Authorization: `Bearer ${await appToken()}`, 'Content-Type': 'application/json' }
  const answer = await (await fetch(PLATFORM + path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) })).json()
  if (answer.errMsg) throw new Error(`${path}: ${answer.errMsg}`)
  return answer
}

function sessionOf(openId) {
  const session = randomUUID()
  users.set(session, openId)
  return session
}

const doors = {
  // A web page's own log-in. A real server asks for more than a name.
  'POST /enter': async ({ user }) => (await platform('/v1/users', { openId: user }), { session: sessionOf(user) }),
  // The page's token: what its seat shows to the platform.
  'POST /token': async (_, openId) => openId && platform(`/v1/users/${encodeURIComponent(openId)}/tokens`),
  // A Mini Program's log-in: whose code is this?
  'POST /session': async ({ code }) => {
    const query = new URLSearchParams({ appid: APP_ID, secret: APP_SECRET, js_code: code, grant_type: 'authorization_code' })
    const { openid, errmsg } = await (await fetch(`${PLATFORM}/sns/jscode2session?${query}`)).json()
    if (!openid) throw new Error(errmsg)
    return { session: sessionOf(openid), openId: openid }
  },
  'POST /doors': async (_, openId) => openId && { doors: DOORS.map((door) => ({ ...door, pushToken: pushTokens[door.sn] })) },
  'POST /sn-tickets': async ({ sn, modelId }, openId) => openId && platform('/v1/sn-tickets', { sn, modelId }),
  // From the doors themselves. A real server makes sure that it is one.
  'POST /push-tokens': async ({ sn, pushToken }) => ((pushTokens[sn] = pushToken), {}),
  'POST /residents': async () => ({ openIds: [...new Set(users.values())] }),
}

const server = createServer(async (request, response) => {
  const reply = (status, type, body) => response.writeHead(status, { 'Content-Type': type }).end(body)
  try {
    if (request.method === 'GET' && request.url === '/') {
      const page = await readFile(new URL('../web/index.html', import.meta.url), 'utf8')
      return reply(200, 'text/html', page.replaceAll('{{platform}}', PLATFORM).replaceAll('{{appId}}', APP_ID))
    }
    let text = ''
    for await (const chunk of request) text += chunk
    const door = doors[`${request.method} ${request.url}`]
    if (!door) return reply(404, 'text/plain', 'there is no such door')
    const session = request.headers.session || /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
    const answer = await door(JSON.parse(text || '{}'), users.get(session))
    if (!answer) return reply(401, 'text/plain', 'who are you?')
    if (answer.session) response.setHeader('Set-Cookie', `session=${answer.session}; HttpOnly; SameSite=Lax`)
    reply(200, 'application/json', JSON.stringify(answer))
  } catch (error) {
    reply(502, 'text/plain', error.message)
  }
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`))
