// The maker's own server: see examples/server.
const SERVER = 'https://doors.example'

let session = ''

function post(path, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: SERVER + path,
      method: 'POST',
      data,
      header: { session },
      success: (res) => (res.statusCode < 300 ? resolve(res.data) : reject(new Error(`${path}: ${res.statusCode}`))),
      fail: (err) => reject(new Error(err.errMsg)),
    })
  })
}

/** Tells the server who this is; resolves to the openId. */
export async function login() {
  const { code } = await wx.login()
  const answer = await post('/session', { code })
  session = answer.session
  return answer.openId
}

export const listDoors = () => post('/doors')

export const snTicketFor = (sn, modelId) => post('/sn-tickets', { sn, modelId })
