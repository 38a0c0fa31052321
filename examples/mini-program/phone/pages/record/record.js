Page({
  data: { call: null },

  onShow() {
    const { calls } = getApp().globalData
    this.setData({ call: calls[calls.length - 1] || null })
  },
})
