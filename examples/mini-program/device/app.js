var server = require('./utils/server')
var wmpfVoip = requirePlugin('wmpf-voip').default

// A door shows its home page again after a call, at once.
wmpfVoip.setVoipEndPagePath({ url: '/pages/home/home', key: 'Call', routeType: 'reLaunch' })
wmpfVoip.setUIConfig({ handsFree: true, callerUI: { cameraRotation: 90 } })

wmpfVoip.onVoipEvent(function (event) {
  if (event.eventName === 'busy' || event.eventName === 'timeout') {
    wx.showToast({ title: 'Nobody can come to the phone', icon: 'none' })
  }
})

App({
  globalData: { sn: wmpf.getDeviceSerialNumberSync().serialNumber, modelId: 'doors' },

  onLaunch: function () {
    // Only warms the program up; nobody is calling.
    if (wmpfVoip.getPluginEnterOptions().query.isPreLaunch === '1') return
    var sn = this.globalData.sn
    wmpf.getWmpfPushToken({
      success: function (res) {
        server.post('/push-tokens', { sn: sn, pushToken: res.token })
      },
    })
  },
})
