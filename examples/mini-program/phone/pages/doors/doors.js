import { listDoors, login, snTicketFor } from '../../utils/server'

const wmpfVoip = requirePlugin('wmpf-voip').default

Page({
  data: { doors: [], message: '' },

  async onLoad() {
    await login()
    await this.refresh()
  },

  async refresh() {
    const { doors } = await listDoors()
    wx.getDeviceVoIPList({
      success: ({ list }) => {
        const status = Object.fromEntries(list.map((item) => [item.sn, item.status]))
        // Absent was never asked, 0 has said no: that can be changed in the settings only.
        this.setData({ doors: doors.map((door) => ({ ...door, allowed: status[door.sn] })) })
      },
    })
  },

  async allow(sn) {
    const door = this.data.doors.find((one) => one.sn === sn)
    const { snTicket } = await snTicketFor(door.sn, door.modelId)
    wx.requestDeviceVoIP({
      sn: door.sn,
      modelId: door.modelId,
      deviceName: door.name,
      snTicket,
      success: () => this.refresh(),
      fail: (err) => {
        if (err.errCode === 10001) return this.refresh()
        this.setData({ message: err.errCode === 10021 ? 'Allow the door in the settings.' : err.errMsg })
      },
    })
  },

  async call(sn) {
    const door = this.data.doors.find((one) => one.sn === sn)
    try {
      await wmpfVoip.callWMPF({
        roomType: 'video',
        sn: door.sn,
        modelId: door.modelId,
        deviceName: door.name,
        nickName: 'A resident',
        pushToken: door.pushToken,
        chargeType: 'duration',
        timeLimit: 600,
      })
      wx.navigateTo({ url: wmpfVoip.CALL_PAGE_PATH })
    } catch (error) {
      this.setData({ message: `${error.errCode}: ${error.errMsg}` })
    }
  },
})
