var server = require('../../utils/server')
var wmpfVoip = requirePlugin('wmpf-voip').default

Page({
  data: { residents: [] },

  onShow: function () {
    var page = this
    var globalData = getApp().globalData
    return server.post('/residents').then(function (answer) {
      return wmpfVoip
        .getIotBindContactList({ sn: globalData.sn, model_id: globalData.modelId, openid_list: answer.openIds })
        .then(function (res) {
          page.setData({
            residents: res.contact_list.filter(function (item) {
              return item.status === 1
            }),
          })
        })
    }).catch(function () {
      // Without a network the list of before stays.
    })
  },

  /** The bell button of one resident. */
  ring: function (openId) {
    wx.showLoading({ title: 'Calling' })
    return wmpfVoip
      .initByCaller({
        roomType: 'video',
        businessType: 1,
        caller: { id: getApp().globalData.sn, cameraStatus: Number(undefined) },
        listener: { id: openId, name: 'A resident' },
        voipToken: '',
        customQuery: 'doorName=Front',
        timeLimit: 600,
      })
      .then(function (res) {
        wx.hideLoading()
        if (res.isSuccess) wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
        else wx.showToast({ title: 'Error ' + res.errCode, icon: 'error' })
      })
      .catch(function (error) {
        wx.showToast({ title: error.errMsg, icon: 'error' })
      })
  },
})
