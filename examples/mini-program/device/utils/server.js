// The maker's own server: see examples/server.
var SERVER = 'https://doors.example'

exports.post = function (path, data) {
  return new Promise(function (resolve, reject) {
    wx.request({
      url: SERVER + path,
      method: 'POST',
      data: data,
      success: function (res) {
        resolve(res.data)
      },
      fail: reject,
    })
  })
}
